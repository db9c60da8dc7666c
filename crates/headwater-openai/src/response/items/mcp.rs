//! The tools of MCP servers.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use headwater_json::JsonText;

use crate::object::{Number, object, tagged, text_or_json};
use crate::response::ItemStatus;

object! {
    /// A call of a tool of an MCP server.
    pub struct McpCall<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// How far it has come.
        optional status: ItemStatus<'a> = "status",
        /// The label of the server.
        optional server_label: Cow<'a, str> = "server_label",
        /// The name of the tool.
        optional name: Cow<'a, str> = "name",
        /// The arguments in JSON.
        optional arguments: Cow<'a, str> = "arguments" by text_or_json,
        /// What the tool gave back.
        optional output: Cow<'a, str> = "output",
        /// Why it failed.
        optional error: Box<McpError<'a>> = "error",
        /// The id of the item that asked whether it may be made.
        optional approval_request_id: Cow<'a, str> = "approval_request_id",
    }
}

tagged! {
    /// Why a call of a tool of an MCP server failed.
    pub enum McpError<'a> {
        /// The server said so.
        Protocol(McpProtocolError<'a>) = "mcp_protocol_error",
        /// The tool said so.
        ToolExecution(McpToolExecutionError<'a>) = "mcp_tool_execution_error",
        /// The server could not be asked.
        Http(McpHttpError<'a>) = "http_error",
    }
}

object! {
    /// An MCP server refused a call.
    pub struct McpProtocolError<'a> {
        /// The code of JSON-RPC, often below 0.
        optional code: Number<'a> = "code",
        /// The same in words.
        optional message: Cow<'a, str> = "message",
    }
}

object! {
    /// A tool of an MCP server failed.
    pub struct McpToolExecutionError<'a> {
        /// What the tool gave back.
        optional content: JsonText<'a> = "content",
    }
}

object! {
    /// An MCP server could not be asked.
    pub struct McpHttpError<'a> {
        /// The status code of HTTP.
        optional code: Number<'a> = "code",
        /// The same in words.
        optional message: Cow<'a, str> = "message",
    }
}

object! {
    /// The tools of an MCP server.
    pub struct McpListTools<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The label of the server.
        optional server_label: Cow<'a, str> = "server_label",
        /// The tools.
        optional tools: Vec<McpTool<'a>> = "tools",
        /// Why the server did not tell them; of an error that is not a string, its JSON.
        optional error: Cow<'a, str> = "error" by text_or_json,
    }
}

object! {
    /// A tool of an MCP server.
    pub struct McpTool<'a> {
        /// The name of the tool.
        optional name: Cow<'a, str> = "name",
        /// What it does.
        optional description: Cow<'a, str> = "description",
        /// The schema of its arguments.
        optional input_schema: JsonText<'a> = "input_schema",
        /// What else the server says of it.
        optional annotations: JsonText<'a> = "annotations",
    }
}

object! {
    /// May a tool of an MCP server be called?
    pub struct McpApprovalRequest<'a> {
        /// The id of the item, which the answer gives.
        optional id: Cow<'a, str> = "id",
        /// The label of the server.
        optional server_label: Cow<'a, str> = "server_label",
        /// The name of the tool.
        optional name: Cow<'a, str> = "name",
        /// The arguments in JSON.
        optional arguments: Cow<'a, str> = "arguments" by text_or_json,
    }
}

object! {
    /// Whether a tool of an MCP server may be called.
    pub struct McpApprovalResponse<'a> {
        /// The id of the item.
        optional id: Cow<'a, str> = "id",
        /// The id of the item that asks.
        optional approval_request_id: Cow<'a, str> = "approval_request_id",
        /// Whether it may.
        optional approve: bool = "approve",
        /// Why.
        optional reason: Cow<'a, str> = "reason",
    }
}
