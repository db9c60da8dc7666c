//! Where requests go, and with which key.

mod target;

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::http::{Header, HttpRequest, Method, Parts};
use super::{RequestError, http};
use crate::api::Api;
use target::Target;

const EVENT_STREAM: &str = "text/event-stream";
const JSON: &str = "application/json";

/// Where requests go, and with which key: OpenAI, Azure, or any server that speaks as they do.
///
/// ```
/// use headwater_openai::Request;
/// use headwater_openai::request::Endpoint;
///
/// let endpoint = Endpoint::openai().bearer("sk-…").project("proj_1");
/// # let endpoint = Endpoint::openai().bearer("sk-1").project("proj_1");
/// let request = Request::responses("gpt-5.4-mini").prompt("Hi").prepare(&endpoint)?;
/// assert_eq!(request.origin(), "https://api.openai.com");
/// assert_eq!(request.path_and_query(), "/v1/responses");
/// for header in request.headers() {
///     // Into the header map of your HTTP library, marked as sensitive where it is.
///     let _ = (header.name(), header.value(), header.is_sensitive());
/// }
/// # Ok::<(), headwater_openai::request::RequestError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    base_url: String,
    deployment: Option<String>,
    query: Vec<(String, String)>,
    headers: Vec<Header>,
}

impl Endpoint {
    /// The server with this base URL, such as `http://127.0.0.1:8080/v1`. A query in it stays behind
    /// the path. A path alone will do for a caller that knows the host.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self { base_url: base_url.into(), deployment: None, query: Vec::new(), headers: Vec::new() }
    }

    /// OpenAI itself.
    #[must_use]
    pub fn openai() -> Self {
        Self::new("https://api.openai.com/v1")
    }

    /// A resource of Azure OpenAI, such as `https://NAME.openai.azure.com`, under `/openai/v1`. The
    /// model of a request is the name of a deployment there.
    ///
    /// ```
    /// use headwater_openai::Request;
    /// use headwater_openai::request::Endpoint;
    ///
    /// let azure = Endpoint::azure("https://name.openai.azure.com").api_key("…");
    /// # let azure = Endpoint::azure("https://name.openai.azure.com").api_key("k");
    /// let request = Request::chat("my-deployment").prompt("Hi").prepare(&azure)?;
    /// assert_eq!(request.path_and_query(), "/openai/v1/chat/completions");
    /// # Ok::<(), headwater_openai::request::RequestError>(())
    /// ```
    #[must_use]
    pub fn azure(resource_url: &str) -> Self {
        Self::new(target::below(resource_url, "/openai/v1"))
    }

    /// A deployment of Azure OpenAI with a dated version of the API, such as `2024-10-21`. Chat
    /// Completions then go to the deployment; for the Responses API the model of the request names
    /// it.
    ///
    /// ```
    /// use headwater_openai::Request;
    /// use headwater_openai::request::Endpoint;
    ///
    /// let url = "https://name.openai.azure.com";
    /// let azure = Endpoint::azure_deployment(url, "mine", "2024-10-21");
    /// let request = Request::chat("mine").prompt("Hi").prepare(&azure)?;
    /// assert_eq!(
    ///     request.path_and_query(),
    ///     "/openai/deployments/mine/chat/completions?api-version=2024-10-21"
    /// );
    /// # Ok::<(), headwater_openai::request::RequestError>(())
    /// ```
    #[must_use]
    pub fn azure_deployment(
        resource_url: &str,
        deployment: impl Into<String>,
        api_version: impl Into<String>,
    ) -> Self {
        let mut endpoint = Self::new(target::below(resource_url, "/openai"));
        endpoint.deployment = Some(deployment.into());
        endpoint.api_version(api_version)
    }

    /// Sends the key as `authorization: Bearer …`, as OpenAI and most others want it. Whitespace
    /// around it is dropped.
    #[must_use]
    pub fn bearer(self, key: impl AsRef<str>) -> Self {
        self.secret_header("authorization", format!("Bearer {}", key.as_ref().trim()))
    }

    /// Sends the key as `api-key`, as Azure wants it. Whitespace around it is dropped.
    #[must_use]
    pub fn api_key(self, key: impl AsRef<str>) -> Self {
        self.secret_header("api-key", key.as_ref().trim())
    }

    /// The version of the API, as Azure wants it: the query parameter `api-version`.
    #[must_use]
    pub fn api_version(self, version: impl Into<String>) -> Self {
        self.query("api-version", version)
    }

    /// The organisation that pays (OpenAI).
    #[must_use]
    pub fn organization(self, id: impl Into<String>) -> Self {
        self.header("openai-organization", id)
    }

    /// The project that pays (OpenAI).
    #[must_use]
    pub fn project(self, id: impl Into<String>) -> Self {
        self.header("openai-project", id)
    }

    /// Sends a header, in place of one with the same name.
    #[must_use]
    pub fn header(self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.with(name.as_ref(), value.into(), false)
    }

    /// Sends a header whose value is secret, in place of one with the same name.
    #[must_use]
    pub fn secret_header(self, name: impl AsRef<str>, value: impl Into<String>) -> Self {
        self.with(name.as_ref(), value.into(), true)
    }

    /// Adds a parameter to the query of each URL, in place of one with the same name.
    #[must_use]
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let (name, value) = (name.into(), value.into());
        self.query.retain(|(known, _)| *known != name);
        self.query.push((name, value));
        self
    }

    fn with(mut self, name: &str, value: String, is_sensitive: bool) -> Self {
        let name = name.trim().to_ascii_lowercase();
        self.headers.retain(|known| known.name != name);
        self.headers.push(Header { name, value, is_sensitive });
        self
    }

    /// The request for an answer, with a body that is there already;
    /// [`Request::prepare`](super::Request::prepare) is the same with its own.
    ///
    /// # Errors
    /// The endpoint has a URL, a name or a header that HTTP cannot carry.
    pub fn create(&self, api: Api, body: impl Into<String>) -> Result<HttpRequest, RequestError> {
        let mut target = Target::new(&self.base_url)?;
        if let (Api::ChatCompletions, Some(deployment)) = (api, &self.deployment) {
            target.push("/deployments/");
            target.push_segment(deployment)?;
        }
        target.push(api.path());
        self.request(Method::Post, target, EVENT_STREAM, Some(body.into()))
    }

    /// The request that resumes a response of the background, after the event with this number or
    /// from its beginning. It is a stream again.
    ///
    /// # Errors
    /// The endpoint has a URL, a name or a header that HTTP cannot carry, or the id can be no part
    /// of a path.
    pub fn resume(
        &self,
        response_id: &str,
        starting_after: Option<u64>,
    ) -> Result<HttpRequest, RequestError> {
        let mut target = self.response(response_id)?;
        target.push_query("stream", "true");
        if let Some(number) = starting_after {
            target.push_query("starting_after", &number.to_string());
        }
        self.request(Method::Get, target, EVENT_STREAM, None)
    }

    /// The request for a response as it stands, which is no stream.
    ///
    /// # Errors
    /// As [`resume`](Self::resume).
    pub fn retrieve(&self, response_id: &str) -> Result<HttpRequest, RequestError> {
        self.request(Method::Get, self.response(response_id)?, JSON, None)
    }

    /// The request that cancels a response of the background.
    ///
    /// # Errors
    /// As [`resume`](Self::resume).
    pub fn cancel(&self, response_id: &str) -> Result<HttpRequest, RequestError> {
        let mut target = self.response(response_id)?;
        target.push("/cancel");
        self.request(Method::Post, target, JSON, None)
    }

    fn response(&self, id: &str) -> Result<Target, RequestError> {
        let mut target = Target::new(&self.base_url)?;
        target.push("/responses/");
        target.push_segment(id)?;
        Ok(target)
    }

    fn request(
        &self,
        method: Method,
        mut target: Target,
        accept: &str,
        body: Option<String>,
    ) -> Result<HttpRequest, RequestError> {
        for (name, value) in &self.query {
            target.push_query(name, value);
        }
        let (origin, target) = target.finish();
        let content_type = body.is_some().then_some(("content-type", JSON));
        let defaults = [Some(("accept", accept)), content_type].into_iter().flatten();
        let own = |name: &str| self.headers.iter().any(|header| header.name == name);
        let mut headers: Vec<_> = defaults
            .filter(|(name, _)| !own(name))
            .map(|(name, value)| Header {
                name: name.into(),
                value: value.into(),
                is_sensitive: false,
            })
            .collect();
        for header in &self.headers {
            http::check(header)?;
            headers.push(header.clone());
        }
        let body = body.unwrap_or_default();
        Ok(HttpRequest(Arc::new(Parts { method, origin, target, headers, body })))
    }
}

/// Shows names and sizes: URLs may hold keys as well.
impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoint")
            .field("base_url_len", &self.base_url.len())
            .field("has_deployment", &self.deployment.is_some())
            .field("query_len", &self.query.len())
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
