//! `headwater ask`: a prompt in, an answer out as it arrives.

mod advice;
mod prompt;

use headwater_openai::{
    AnswerSessionConfig,
    request::{JsonSchema, Request},
};

use crate::{
    answer::{Connection, Form, JsonFile, Prepared, Stopper, View, without_response},
    args::{ApiChoice, Ask, Output},
    ctrl_c,
    exit::{self, Exit, Stop},
    random::random,
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
    if args.background && args.whom.api == ApiChoice::Chat {
        return Err(Stop::usage(
            "only the Responses API answers in the background: leave --api out",
        ));
    }
    let asked = match &args.resume {
        Some(resume) => Asked::Before(broken_off(resume)?),
        None => Asked::Now(prompt::read(&args.prompt)?),
    };
    exit::block_on(ask(&args, prepared, &asked, schema, view))
}

/// What is answered.
enum Asked {
    Now(String),
    Before(BrokenOff),
}

/// An answer of the background that was asked for before.
struct BrokenOff {
    response_id: String,
    starting_after: Option<u64>,
}

/// `ID` or `ID:N`.
fn broken_off(resume: &str) -> Result<BrokenOff, Stop> {
    let (id, number) = match resume.split_once(':') {
        Some((id, number)) => (id, Some(number)),
        None => (resume, None),
    };
    let number = number.map(|number| {
        number
            .parse()
            .map_err(|_| Stop::usage("--resume takes ID or ID:N, with a number behind the colon"))
    });
    Ok(BrokenOff { response_id: id.into(), starting_after: number.transpose()? })
}

fn config(args: &Ask) -> AnswerSessionConfig {
    let config = AnswerSessionConfig::new().seed(random()).timers(args.patience.timers());
    match args.retries {
        Some(_) => config.max_retries(args.retries).max_resumes(args.retries),
        None => config,
    }
}

async fn ask(
    args: &Ask,
    prepared: Prepared<'_>,
    asked: &Asked,
    schema: Option<JsonSchema>,
    mut view: View,
) -> Result<(), Stop> {
    let mut ctrl_c = ctrl_c::watch();
    let connection = Connection::open(prepared).await?;
    let cancels = args.background && !args.detach;
    let stopper = &mut Stopper { ctrl_c: &mut ctrl_c, cancels };
    let config = config(args);
    let (asking, last) = match asked {
        Asked::Now(prompt) => {
            let request = |api| {
                let request: Request = connection.request(api, args.background).prompt(prompt);
                match &schema {
                    Some(schema) => request.response_format(schema.clone()),
                    None => request,
                }
            };
            let (_, asking, last) = view.ask(&connection, request, &config, stopper).await?;
            (asking, last)
        }
        Asked::Before(BrokenOff { response_id, starting_after }) => {
            let mut asking = connection.resume(response_id, *starting_after, config)?;
            let last = view.show(&mut asking, stopper).await?;
            (asking, last)
        }
    };
    if let Some(stop) = without_response(&asking, &last, connection.authority()) {
        return Err(view.end_without_answer(stop));
    }
    let advice = asking.session().outcome().and_then(|outcome| {
        let api = asking.session().answer().api();
        advice::other_command(outcome, api, args).or_else(|| advice::resumption(outcome, args))
    });
    match view.end(&asking, &last, advice.as_deref())? {
        Exit::Fine => Ok(()),
        exit => Err(Stop::quietly(exit)),
    }
}
