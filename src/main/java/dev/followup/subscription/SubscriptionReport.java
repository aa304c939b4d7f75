package dev.followup.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/// How a hook stands at the CRM, and how it should.
///
/// @param account the account's name
/// @param address where the CRM posts to, without the secret
/// @param state whether the CRM lacks it, has it otherwise, or has it as it should be; before anything
/// was done
/// @param disabledBefore whether the CRM had switched it off
/// @param applied whether it was subscribed: not on a dry run, nor where it is as it should be
/// @param before what it told of, as the CRM's API calls it
/// @param wanted what it should tell of: what rules listen to, and what a person has set up that the API
/// has no sure name for
/// @param added what of `wanted` is not in `before`
/// @param removed what of `before` is not in `wanted`
/// @param manualSetup kinds of event that rules listen to and that a person must set up, by where
/// @param duplicates other hooks that lead to the same place, without their secrets: by them all is told
/// twice
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

    /// How a hook stands.
    public enum State {
        @JsonProperty("new")
        NEW,
        @JsonProperty("changed")
        CHANGED,
        @JsonProperty("as it should be")
        AS_IT_SHOULD_BE
    }
}
