//! Who speaks, and to what end.

use crate::object::open_string;

open_string! {
    /// Who speaks.
    pub enum Role<'a> {
        /// The model.
        Assistant = "assistant",
        /// Who asks it.
        User = "user",
        /// The system message.
        System = "system",
        /// Who wrote the program that asks.
        Developer = "developer",
        /// A tool.
        Tool = "tool",
        /// One who judges the answer.
        Critic = "critic",
        /// One who tells answers apart.
        Discriminator = "discriminator",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

open_string! {
    /// What a message of the model is for.
    pub enum MessagePhase<'a> {
        /// It tells of the work that goes on.
        Commentary = "commentary",
        /// It is the answer.
        FinalAnswer = "final_answer",
    }
}
