package dev.followup.task;

import java.time.Instant;

/// How many events a rule answers for one subject within an hour, so that it cannot run away.
///
/// @param subject what is counted for, such as `leads/501`; empty for the rule alone
/// @param hour when the hour begins in which the event happened
/// @param most answers that are given
public record RuleLimit(String subject, Instant hour, int most) {

    /// As in `20 events of leads/501 in the hour from 2026-11-21T12:00:00Z`.
    @Override
    public String toString() {
        return most + " events" + (subject.isEmpty() ? "" : " of " + subject) + " in the hour from " + hour;
    }
}
