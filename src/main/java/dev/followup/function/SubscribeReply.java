package dev.followup.function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.followup.function.Explanation.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of subscribing.
///
/// @param subscription in JSON its parts; `null` if it was refused
/// @param refused what was wrong with the request, or what the CRM refused; absent if nothing was
public record SubscribeReply(
        @JsonUnwrapped @Nullable Subscription subscription,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Refusal> refused) {

    static SubscribeReply of(Subscription subscription) {
        return new SubscribeReply(subscription, List.of());
    }

    static SubscribeReply refused(RefusedException refused) {
        return new SubscribeReply(null, List.of(new Refusal(refused.where(), refused.reason())));
    }
}
