//! The texts of the demo.

use crate::{Answer, Ending};

pub(super) fn hello() -> Answer {
    Answer::text(
        "Hello! This is Headwater’s built-in demo server. It runs on your own machine: no \
         model wrote these words, and nothing you typed was sent anywhere else.\n\
         \n\
         The stream is real, though. Every piece came over TCP as a server-sent event, cut at \
         awkward places on purpose, and was put together again by the library.\n\
         \n\
         Use one of these words in your prompt and see what happens:\n\
         \n\
         • poem – six couplets about water\n\
         • weather – a tool call\n\
         • think – reasoning first, then an answer\n\
         • refuse – a refusal\n\
         • long – an answer that runs into the token limit\n\
         • fail – an error in mid-stream\n\
         • cut – a connection that breaks in mid-answer\n\
         \n\
         Declare a function, and it is called; give a JSON schema, and the answer keeps to it.\n\
         \n\
         For a real model, set OPENAI_API_KEY, or point --base-url at any server that speaks the \
         OpenAI API. Enjoy the stream 🌊",
    )
}

pub(super) fn poem() -> Answer {
    Answer::text(
        "Headwater\n\
         \n\
         It starts as almost nothing: one cold bead\n\
         the névé lets fall, and then a silver thread\n\
         that asks the moss which way the valley lies\n\
         and takes each stone’s refusal as advice.\n\
         \n\
         By noon it has a voice. The reeds lean in.\n\
         A wagtail nods the beat: let it begin—\n\
         and leaf and light go down in equal part,\n\
         and none of it is ever learned by heart,\n\
         \n\
         for every word it says is on its way:\n\
         read it or miss it. Water cannot stay.\n\
         川, wrote the ancients: three strokes and no more,\n\
         three lines of ink that never reach a shore.",
    )
}

pub(super) fn weather() -> Answer {
    Answer::new()
        .reasoning(
            "The weather is not something I can know by myself, but there is a tool for it. No \
             city was named that I can be sure of, so I'll take Zürich, in degrees Celsius.",
        )
        .tool_call("get_weather", r#"{"city":"Zürich","unit":"celsius"}"#)
}

/// What comes when the client sends the tool's result back.
pub(super) fn weather_report(result: &str) -> Answer {
    const SHOWN: usize = 200;
    let shown: String = result.chars().take(SHOWN).collect();
    let more = if shown.len() < result.len() { "…" } else { "" };
    Answer::text(format!(
        "Your tool answered: {shown}{more}\n\nThat closes the loop: the demo asked for a tool, \
         your program ran it, and the result came back to be put into words. ☀️"
    ))
}

pub(super) fn think() -> Answer {
    Answer::text(
        "Yes, 2027 is a prime number. No prime up to 43 divides it, and the next one, 47, is \
         already larger than its square root, 45.02…",
    )
    .reasoning(
        "I am asked to think, so here is something worth a thought: is 2027 prime?\n\
         \n\
         It is enough to try the primes up to √2027 ≈ 45.02. It is odd, its digits add up to 11, \
         and it does not end in 0 or 5, so 2, 3 and 5 are out.\n\
         \n\
         7 × 289 = 2023, 4 left. 11 × 184 = 2024, 3 left. 13 × 155 = 2015, 12 left. \
         17 × 119 = 2023, 4 left. 19 × 106 = 2014, 13 left. 23 × 88 = 2024, 3 left. \
         29 × 69 = 2001, 26 left. 31 × 65 = 2015, 12 left. 37 × 54 = 1998, 29 left. \
         41 × 49 = 2009, 18 left. 43 × 47 = 2021, 6 left.\n\
         \n\
         Something is always left over. So it is prime.",
    )
}

pub(super) fn refuse() -> Answer {
    Answer::new().refusal(
        "I’m sorry, but I can’t help with that. (You asked for a refusal, and here it is: it \
         travels apart from the answer’s text, so that a program can tell the two apart.)",
    )
}

pub(super) fn long() -> Answer {
    Answer::text(
        "A river has no beginning that you could put a finger on. There is a wet place in the \
         grass, then a trickle under the stones, then a sound. Other trickles hear it and come \
         over. After a mile it has a bed, after ten it has a name, and the name is usually older \
         than the language spoken on its banks.\n\
         \n\
         In the hills it is in a hurry and carries whatever it can lift. In the plain it forgets \
         what the hurry was about, lays its burden down, and starts to wander: every bend makes \
         the next one wider, until the water cuts through the neck and leaves the old loop behind \
         as a lake. Towns come down to drink and stay to trade. And then, within sight of the \
         sea, where the current slows and the river divides into",
    )
    .ending(Ending::TokenLimit)
}

pub(super) fn fail() -> Answer {
    Answer::text(
        "The first half of this answer arrives without any trouble, and you would have every \
         reason to expect the second, but then the server",
    )
    .ending(Ending::failed(
        "server_error",
        "The demo server failed on purpose, because the prompt asked it to. What had arrived by \
         then is still yours.",
    ))
}

pub(super) fn cut() -> Answer {
    Answer::text(
        "This answer never gets to its end. No error is announced and no last event comes: the \
         connection just breaks, as connections do, in the middle of a",
    )
    .ending(Ending::CutOff)
}
