//! The use of a computer.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::SafetyCheck;
use crate::object::{Number, object, open_string, tagged};
use crate::response::ItemStatus;

object! {
    /// Something to do at a computer.
    pub struct ComputerCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id that the answer to the call gives.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What to do.
        optional action: Box<ComputerAction<'a>> = "action",
        /// The same, where there is more than one thing to do.
        optional actions: Vec<ComputerAction<'a>> = "actions",
        /// What the caller has to look at first.
        optional pending_safety_checks: Vec<SafetyCheck<'a>> = "pending_safety_checks",
    }
}

object! {
    /// What a computer shows.
    pub struct ComputerCallOutput<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id of the call.
        optional call_id: Cow<'a, str> = "call_id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// What the computer shows.
        optional output: ComputerScreenshot<'a> = "output",
        /// What the caller has looked at.
        optional acknowledged_safety_checks: Vec<SafetyCheck<'a>> = "acknowledged_safety_checks",
        /// Who made the item.
        optional created_by: Cow<'a, str> = "created_by",
    }
}

object! {
    /// A picture of what a computer shows.
    pub struct ComputerScreenshot<'a> {
        /// `computer_screenshot`.
        optional kind: Cow<'a, str> = "type",
        /// The id of the file that is the picture.
        optional file_id: Cow<'a, str> = "file_id",
        /// Where the picture is, or itself as a `data:` URL.
        optional image_url: Cow<'a, str> = "image_url",
    }
}

tagged! {
    /// Something to do at a computer.
    pub enum ComputerAction<'a> {
        /// Press a mouse button.
        Click(ClickAction<'a>) = "click",
        /// Press it twice.
        DoubleClick(DoubleClickAction<'a>) = "double_click",
        /// Move the mouse with a button held.
        Drag(DragAction<'a>) = "drag",
        /// Press keys.
        Keypress(KeypressAction<'a>) = "keypress",
        /// Move the mouse.
        Move(MoveAction<'a>) = "move",
        /// Take a picture of the screen.
        Screenshot(ScreenshotAction<'a>) = "screenshot",
        /// Turn the wheel.
        Scroll(ScrollAction<'a>) = "scroll",
        /// Write a text.
        Type(TypeAction<'a>) = "type",
        /// Wait.
        Wait(WaitAction<'a>) = "wait",
    }
}

open_string! {
    /// A button of the mouse.
    pub enum MouseButton<'a> {
        /// The left one.
        Left = "left",
        /// The right one.
        Right = "right",
        /// The wheel.
        Wheel = "wheel",
        /// The one that goes back.
        Back = "back",
        /// The one that goes forward.
        Forward = "forward",
    }
}

object! {
    /// Press a mouse button.
    pub struct ClickAction<'a> {
        /// The button.
        optional button: MouseButton<'a> = "button",
        /// Where, from the left.
        optional x: Number<'a> = "x",
        /// Where, from the top.
        optional y: Number<'a> = "y",
        /// The keys to hold.
        optional keys: Vec<Cow<'a, str>> = "keys",
    }
}

object! {
    /// Press the left mouse button twice.
    pub struct DoubleClickAction<'a> {
        /// Where, from the left.
        optional x: Number<'a> = "x",
        /// Where, from the top.
        optional y: Number<'a> = "y",
        /// The keys to hold.
        optional keys: Vec<Cow<'a, str>> = "keys",
    }
}

object! {
    /// Move the mouse with the left button held.
    pub struct DragAction<'a> {
        /// The places to go through.
        optional path: Vec<Point<'a>> = "path",
        /// The keys to hold.
        optional keys: Vec<Cow<'a, str>> = "keys",
    }
}

object! {
    /// A place on the screen.
    pub struct Point<'a> {
        /// From the left.
        optional x: Number<'a> = "x",
        /// From the top.
        optional y: Number<'a> = "y",
    }
}

object! {
    /// Press keys.
    pub struct KeypressAction<'a> {
        /// The keys to press together.
        optional keys: Vec<Cow<'a, str>> = "keys",
    }
}

object! {
    /// Move the mouse.
    pub struct MoveAction<'a> {
        /// Where to, from the left.
        optional x: Number<'a> = "x",
        /// Where to, from the top.
        optional y: Number<'a> = "y",
        /// The keys to hold.
        optional keys: Vec<Cow<'a, str>> = "keys",
    }
}

object! {
    /// Take a picture of the screen.
    pub struct ScreenshotAction<'a> {}
}

object! {
    /// Turn the wheel.
    pub struct ScrollAction<'a> {
        /// Where, from the left.
        optional x: Number<'a> = "x",
        /// Where, from the top.
        optional y: Number<'a> = "y",
        /// How far to the right.
        optional scroll_x: Number<'a> = "scroll_x",
        /// How far down.
        optional scroll_y: Number<'a> = "scroll_y",
        /// The keys to hold.
        optional keys: Vec<Cow<'a, str>> = "keys",
    }
}

object! {
    /// Write a text.
    pub struct TypeAction<'a> {
        /// The text.
        optional text: Cow<'a, str> = "text",
    }
}

object! {
    /// Wait.
    pub struct WaitAction<'a> {}
}
