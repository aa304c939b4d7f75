package dev.followup.lambda;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to be explained.
///
/// @param account the name of the account whose rules are asked
/// @param body a hook's body, as the CRM posts it, or a tick of the clock, such as `{"tick":
/// "2026-11-23T06:00:00Z"}`; `null` if an event is given
/// @param event an event by its facts, as `GivenEvent` takes them, such as
/// `{"kind": "lead.added", "lead": {"id": 501, "price": 9000}}`; `null` if a body is given
/// @param now the time at which events happened that tell none of their own, in ISO-8601, such as
/// `2026-11-21T09:00:00Z`; `null` for the present
/// @param as `text` for lines that people read, `json` or `null` for parts that programs read
public record ExplainRequest(
        String account,
        @Nullable String body,
        @Nullable Map<String, @Nullable Object> event,
        @Nullable String now,
        @Nullable String as) {}
