//! `headwater ask`: a prompt in, an answer out as it arrives.

mod advice;
mod prompt;

use headwater_openai::request::{JsonSchema, Request};

use crate::{
    answer::{Connection, Form, JsonFile, Prepared, View},
    args::{Ask, Output},
    ctrl_c,
    exit::{self, Exit, Stop},
};

pub(crate) fn run(args: Ask) -> Result<(), Stop> {
    let mut view = View::new(&args.shown);
    let prepared = Prepared::new(&args.whom)?;
    let schema = args.json_schema.as_deref().map(JsonFile::read).transpose()?;
    let schema = schema.as_ref().map(JsonFile::schema).transpose()?;
    view.calls_are_lines = args.output == Output::Text && !args.whom.tools.is_empty();
    view.form = match (args.output, &schema) {
        (Output::Jsonl, _) => Form::JsonLines,
        (Output::Text, Some(_)) => Form::structured(),
        (Output::Text, None) => Form::Text,
    };
    let prompt = prompt::read(&args.prompt)?;
    exit::block_on(ask(&args, prepared, &prompt, schema, view))
}

async fn ask(
    args: &Ask,
    prepared: Prepared<'_>,
    prompt: &str,
    schema: Option<JsonSchema>,
    mut view: View,
) -> Result<(), Stop> {
    let mut ctrl_c = ctrl_c::watch();
    let connection = Connection::open(prepared).await?;
    let asked = |request: Request| {
        let request = request.prompt(prompt);
        match &schema {
            Some(schema) => request.response_format(schema.clone()),
            None => request,
        }
    };
    let sent = tokio::select! {
        sent = connection.send_first(asked) => sent,
        () = ctrl_c.pressed() => Err(Stop::saying(Exit::CtrlC, "stopped by Ctrl-C")),
    };
    let (request, response) = sent.map_err(|stop| view.end_without_answer(stop))?;
    let (answer, last) = view.show(request.api(), response, &mut ctrl_c).await?;
    let advice = answer.outcome().and_then(|it| advice::other_command(it, answer.api(), args));
    match view.end(&answer, &last, advice.as_deref())? {
        Exit::Fine => Ok(()),
        exit => Err(Stop::quietly(exit)),
    }
}
