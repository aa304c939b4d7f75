package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.subscription.SubscriptionException;
import dev.followup.subscription.SubscriptionReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of subscribing.
///
/// @param subscription in JSON its parts; `null` if it was refused
/// @param refused what was wrong with the request, or what the CRM refused; absent if nothing was
public record SubscribeResponse(
        @JsonUnwrapped @Nullable SubscriptionReport subscription,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Refusal> refused) {

    static SubscribeResponse of(SubscriptionReport subscription) {
        return new SubscribeResponse(subscription, List.of());
    }

    static SubscribeResponse refused(SubscriptionException refused) {
        return new SubscribeResponse(null, List.of(new Refusal(refused.where(), refused.reason())));
    }
}
