package dev.followup.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/// The report on an account's webhook: how the CRM has it, and how it should be.
///
/// @param account the account's name
/// @param address where the CRM posts to, without the secret
/// @param state whether the CRM lacks it, has it otherwise, or has it as it should be, before anything
/// was changed
/// @param disabledBefore whether the CRM had disabled it
/// @param applied whether it was subscribed: not on a dry run, nor if it is as it should be
/// @param before the keys it had, by the names of the CRM's API
/// @param wanted the keys it should have: those that rules need, and unknown ones that a person has
/// set up
/// @param added the keys in `wanted` that are not in `before`
/// @param removed the keys in `before` that are not in `wanted`
/// @param manualSetup kinds of event that rules listen to and that a person must set up, by the place
/// to set them up
/// @param duplicates other webhooks that lead to the same account, without their secrets: they report
/// every event once more
/// @param advice what a person should know or do, in sentences
public record SubscriptionReport(
        String account,
        String address,
        State state,
        boolean disabledBefore,
        boolean applied,
        SortedSet<String> before,
        SortedSet<String> wanted,
        SortedSet<String> added,
        SortedSet<String> removed,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) SortedMap<String, List<String>> manualSetup,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> duplicates,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> advice) {

    /// The state of a webhook at the CRM.
    public enum State {
        @JsonProperty("new")
        NEW,
        @JsonProperty("changed")
        CHANGED,
        @JsonProperty("as it should be")
        AS_IT_SHOULD_BE
    }
}
