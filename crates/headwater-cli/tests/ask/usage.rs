//! Command lines and environments that are wrong: exit code 2, nothing on stdout, nothing sent.

use crate::demo;
use crate::support::process::headwater;

const SECRET: &str = "s3cret-0123456789";

#[track_caller]
fn wrong(args: &[&str], reason: &str) {
    let server = demo();
    headwater(["ask"])
        .args(args)
        .env("OPENAI_BASE_URL", server.base_url())
        .env("BAD_VALUE", format!("{SECRET}\nx: y"))
        .run()
        .is_usage_error(reason)
        .without(SECRET);
    assert_eq!(server.requests().len(), 0, "{args:?}");
}

#[test]
fn options() {
    wrong(&["--no-such-option", "Hi"], "--no-such-option");
    wrong(&["--api", "grpc", "Hi"], "grpc");
    wrong(&["--output", "yaml", "Hi"], "yaml");
    wrong(&["--model"], "--model");
    wrong(&["--api-key", "sk-1", "Hi"], "--api-key");
    headwater(["no-such-command"]).run().is_usage_error("no-such-command");
    headwater::<&str>([]).run().is_usage_error("Usage");
}

#[test]
fn prompts() {
    wrong(&[""], "prompt");
    wrong(&[" \n\t"], "prompt");
    wrong(&["", " "], "prompt");
    // Stdin is empty.
    wrong(&[], "prompt");
    wrong(&["-"], "prompt");
}

#[test]
fn headers() {
    wrong(&["-H", "no colon here s3cret-0123456789", "Hi"], "-H");
    wrong(&["-H", "bad name: s3cret-0123456789", "Hi"], "header");
    wrong(&["-H", ": s3cret-0123456789", "Hi"], "header");
    wrong(&["-H", "x: s3cret-0123456789\r\ny: z", "Hi"], "header");
    wrong(&["--header-env", "x", "Hi"], "--header-env");
    wrong(&["--header-env", "x=NOT_SET", "Hi"], "NOT_SET");
    // `--header-env api-key=$AZURE_KEY`, by mistake.
    wrong(&["--header-env", "api-key=s3cret-0123456789", "Hi"], "--header-env");
    wrong(&["--header-env", "x=", "Hi"], "--header-env");
    wrong(&["--header-env", "bad name=BAD_VALUE", "Hi"], "header");
    wrong(&["--header-env", "x=BAD_VALUE", "Hi"], "header");
}

#[test]
fn keys() {
    wrong(&["--key-env", "NOT_SET", "Hi"], "NOT_SET");
    wrong(&["--key-env", "s3cret-0123456789", "Hi"], "--key-env");
    wrong(&["--key-env", "", "Hi"], "--key-env");
    wrong(&["--key-env", "A=B", "Hi"], "--key-env");
    wrong(&["--key-env", "BAD_VALUE", "Hi"], "key");
}

#[test]
fn base_urls() {
    for url in [
        "",
        "127.0.0.1:8080/v1",
        "localhost/v1",
        "/v1",
        "http://",
        "http:///v1",
        "http://:8080/v1",
        "http:/127.0.0.1/v1",
        "http://[::1/v1",
        "http://127.0.0.1 /v1",
        "ftp://127.0.0.1/v1",
        "unix:/tmp/socket",
        "http://user:s3cret-0123456789@127.0.0.1/v1",
    ] {
        wrong(&["--base-url", url, "Hi"], "base URL");
        headwater(["ask", "Hi"])
            .env("OPENAI_BASE_URL", if url.is_empty() { "/" } else { url })
            .run()
            .is_usage_error("base URL")
            .without(SECRET);
    }
}

/// Not port 80, which is someone else's.
#[test]
fn a_port_that_is_none() {
    for port in ["99999", "65536", "x", "-1"] {
        wrong(&["--base-url", &format!("http://127.0.0.1:{port}/v1"), "Hi"], "base URL");
    }
}

#[test]
fn a_base_url_with_a_fragment() {
    wrong(&["--base-url", "http://127.0.0.1:1/v1#part", "Hi"], "fragment");
}

#[test]
fn headers_of_the_connection_itself() {
    for header in
        ["Content-Length: 3", "transfer-encoding: chunked", "Host: x", "Connection: close"]
    {
        wrong(&["-H", header, "Hi"], "the connection itself");
    }
}

#[test]
fn a_base_url_without_its_scheme_is_told_what_it_lacks() {
    wrong(&["--base-url", "localhost:8080/v1", "Hi"], "has to begin with http:// or https://");
}

#[test]
fn a_password_in_a_base_url_that_is_none_is_not_shown() {
    wrong(&["--base-url", "http://user:s3cret-0123456789@127.0.0.1 x/v1", "Hi"], "base URL");
    wrong(&["--base-url", "ftp://user:s3cret-0123456789@127.0.0.1/v1", "Hi"], "base URL");
    wrong(&["--base-url", "user:s3cret-0123456789@127.0.0.1/v1", "Hi"], "base URL");
}

#[test]
fn help_and_version_are_no_error() {
    for args in [&["--help"][..], &["ask", "--help"], &["--version"]] {
        let run = headwater(args).run();
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{run:?}");
        assert!(run.stdout.contains("headwater"), "{run:?}");
    }
}

/// `--help` must not print what the environment holds.
#[test]
fn help_shows_no_environment() {
    headwater(["ask", "--help"])
        .env("OPENAI_API_KEY", SECRET)
        .env("OPENAI_BASE_URL", SECRET)
        .env("OPENAI_MODEL", SECRET)
        .run()
        .without(SECRET);
}
