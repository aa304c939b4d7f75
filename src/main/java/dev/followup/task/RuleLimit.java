package dev.followup.task;

import java.time.Instant;

/// The limit of events that a rule answers for one subject within an hour, so that a rule that triggers itself ends.
///
/// @param subject what is counted, such as `leads/501`; empty for all events of the rule
/// @param hour the begin of the hour in which the event happened
/// @param max how many events the rule answers at most
public record RuleLimit(String subject, Instant hour, int max) {

    /// The limit in words, as in `20 events of leads/501 in the hour from 2026-11-21T12:00:00Z`.
    @Override
    public String toString() {
        return max + " events" + (subject.isEmpty() ? "" : " of " + subject) + " in the hour from " + hour;
    }
}
