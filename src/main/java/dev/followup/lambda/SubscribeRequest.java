package dev.followup.lambda;

import org.jspecify.annotations.Nullable;

/// What is to be subscribed.
///
/// @param account the name of the account; `null` if only one is served
/// @param address where its hooks come in, with the secret, such as
/// `https://abc.example/v1/hooks/<secret>/demo`; `null` for that of the hook which leads where
/// `FOLLOWUP_WEBHOOK_BASE_URL` says
/// @param apply whether to do it; without it is only told what would be done
public record SubscribeRequest(
        @Nullable String account, @Nullable String address, boolean apply) {

    /// Without the address, since it holds a secret.
    @Override
    public String toString() {
        return "SubscribeRequest[account=" + account + ", apply=" + apply + "]";
    }
}
