//! What found no field, at every level of an object.

use headwater_openai::Extra;
use headwater_openai::chat_completion::{
    ChatChunk, ChatCompletion, ChatMessage, Content, ContentPart, FunctionCall, Groq, Logprobs,
    MessageDelta, Moderation, PromptFilterResult, SearchResult, Timings, TokenLogprob, ToolCall,
    ToolCallDelta, Usage,
};

#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn add(&mut self, extra: &Extra<'_>) {
        self.0.extend(extra.iter().map(|(name, _)| name.to_owned()));
    }

    fn usage(&mut self, usage: &Usage<'_>) {
        self.add(&usage.extra);
        usage.prompt_tokens_details.iter().for_each(|details| self.add(&details.extra));
        usage.completion_tokens_details.iter().for_each(|details| self.add(&details.extra));
    }

    fn logprobs(&mut self, logprobs: &Logprobs<'_>) {
        self.add(&logprobs.extra);
        let token = |names: &mut Self, token: &TokenLogprob<'_>| {
            names.add(&token.extra);
            token.top_logprobs.iter().flatten().for_each(|top| names.add(&top.extra));
        };
        let lists = [&logprobs.content, &logprobs.refusal, &logprobs.reasoning_content];
        lists.into_iter().flatten().flatten().for_each(|one| token(self, one));
    }

    fn content(&mut self, content: &Content<'_>) {
        match content {
            Content::Parts(parts) => parts.iter().for_each(|part| match part {
                ContentPart::Text(part) => self.add(&part.extra),
                ContentPart::Thinking(part) => {
                    self.add(&part.extra);
                    part.thinking.iter().for_each(|thinking| self.content(thinking));
                }
                ContentPart::Refusal(part) => self.add(&part.extra),
                ContentPart::Reference(part) => self.add(&part.extra),
                _ => self.0.push("a part".to_owned()),
            }),
            Content::Text(_) => {}
            _ => self.0.push("content".to_owned()),
        }
    }

    fn function(&mut self, function: &FunctionCall<'_>) {
        self.add(&function.extra);
    }

    fn call_delta(&mut self, call: &ToolCallDelta<'_>) {
        self.add(&call.extra);
        call.function.iter().for_each(|function| self.function(function));
        call.custom.iter().for_each(|custom| self.add(&custom.extra));
    }

    fn call(&mut self, call: &ToolCall<'_>) {
        self.add(&call.extra);
        call.function.iter().for_each(|function| self.function(function));
        call.custom.iter().for_each(|custom| self.add(&custom.extra));
    }

    fn delta(&mut self, delta: &MessageDelta<'_>) {
        self.add(&delta.extra);
        delta.content.iter().for_each(|content| self.content(content));
        delta.tool_calls.iter().flatten().for_each(|call| self.call_delta(call));
        delta.function_call.iter().for_each(|function| self.function(function));
        delta.audio.iter().for_each(|audio| self.add(&audio.extra));
        delta.reasoning_details.iter().flatten().for_each(|detail| self.add(&detail.extra));
        for annotation in delta.annotations.iter().flatten() {
            self.add(&annotation.extra);
            annotation.url_citation.iter().for_each(|citation| self.add(&citation.extra));
        }
    }

    fn message(&mut self, message: &ChatMessage<'_>) {
        self.add(&message.extra);
        message.content.iter().for_each(|content| self.content(content));
        message.tool_calls().iter().for_each(|call| self.call(call));
        message.function_call.iter().for_each(|function| self.function(function));
        message.audio.iter().for_each(|audio| self.add(&audio.extra));
        message.reasoning_details.iter().flatten().for_each(|detail| self.add(&detail.extra));
        for annotation in message.annotations.iter().flatten() {
            self.add(&annotation.extra);
            annotation.url_citation.iter().for_each(|citation| self.add(&citation.extra));
        }
    }

    fn extensions(
        &mut self,
        moderation: Option<&Moderation<'_>>,
        groq: Option<&Groq<'_>>,
        timings: Option<&Timings<'_>>,
        results: Option<&[SearchResult<'_>]>,
        filters: Option<&[PromptFilterResult<'_>]>,
    ) {
        moderation.into_iter().for_each(|moderation| self.add(&moderation.extra));
        timings.into_iter().for_each(|timings| self.add(&timings.extra));
        results.into_iter().flatten().for_each(|result| self.add(&result.extra));
        filters.into_iter().flatten().for_each(|result| self.add(&result.extra));
        if let Some(groq) = groq {
            self.add(&groq.extra);
            groq.usage.iter().for_each(|usage| self.usage(usage));
        }
    }
}

pub(crate) fn of_chunk(chunk: &ChatChunk<'_>) -> Vec<String> {
    let mut names = Names::default();
    names.add(&chunk.extra);
    chunk.usage.iter().for_each(|usage| names.usage(usage));
    names.extensions(
        chunk.moderation.as_deref(),
        chunk.x_groq.as_deref(),
        chunk.timings.as_deref(),
        chunk.search_results.as_deref(),
        chunk.prompt_filter_results.as_deref(),
    );
    for choice in chunk.choices() {
        names.add(&choice.extra);
        choice.delta.iter().for_each(|delta| names.delta(delta));
        choice.message.iter().for_each(|message| names.message(message));
        choice.logprobs.iter().for_each(|logprobs| names.logprobs(logprobs));
    }
    names.0
}

pub(crate) fn of_completion(completion: &ChatCompletion<'_>) -> Vec<String> {
    let mut names = Names::default();
    names.add(&completion.extra);
    completion.usage.iter().for_each(|usage| names.usage(usage));
    names.extensions(
        completion.moderation.as_deref(),
        completion.x_groq.as_deref(),
        completion.timings.as_deref(),
        completion.search_results.as_deref(),
        completion.prompt_filter_results.as_deref(),
    );
    for choice in completion.choices() {
        names.add(&choice.extra);
        choice.message.iter().for_each(|message| names.message(message));
        choice.logprobs.iter().for_each(|logprobs| names.logprobs(logprobs));
    }
    names.0
}
