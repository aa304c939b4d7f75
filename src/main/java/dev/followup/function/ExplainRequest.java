package dev.followup.function;

import org.jspecify.annotations.Nullable;

/// What is to be explained.
///
/// @param account the name of the account whose rules are asked
/// @param body a hook's body, as the CRM posts it
/// @param now the time at which events happened that tell none of their own, in ISO-8601, such as
/// `2026-11-21T09:00:00Z`; `null` for the present
public record ExplainRequest(
        String account, String body, @Nullable String now) {}
