package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.followup.account.Accounts;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.inbox.AccountRequest;
import dev.followup.inbox.Inbox;
import dev.followup.inbox.InboxUnavailableException;
import dev.followup.text.LogText;
import io.quarkus.funqy.Funq;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The function `forget`: asks the worker, through the inbox, to forget what the journal, the waits and the
/// lists have of an entity.
public class ForgetFunction {

    private final Accounts accounts;
    private final Inbox inbox;

    ForgetFunction(Accounts accounts, Inbox inbox) {
        this.accounts = accounts;
        this.inbox = inbox;
    }

    /// Asks to forget an entity.
    @Funq("forget")
    public Response forget(Request request) {
        var account = accounts.find(request.account());
        if (account.isEmpty()) {
            return refused("account", accounts.notServed(request.account()));
        }
        var entity = request.entity();
        if (entity == null || !WhyFunction.isSubject(entity)) {
            var found = entity == null ? "none" : LogText.of(entity);
            return refused("entity", "found " + found + ", expected one such as leads/501");
        }
        try {
            inbox.request(account.get().name(), new AccountRequest.Forget(entity));
            return new Response(entity + " is forgotten as soon as the worker has read it", List.of());
        } catch (InboxUnavailableException e) {
            return refused("inbox", "the inbox failed, ask again: " + e.getMessage());
        }
    }

    private static Response refused(String where, String reason) {
        return new Response(null, List.of(new Refusal(where, reason)));
    }

    /// What is to be forgotten.
    ///
    /// @param account the name of the account
    /// @param entity such as `leads/501`
    public record Request(
            @Nullable String account, @Nullable String entity) {}

    /// What will happen.
    ///
    /// @param answer in a sentence; absent if the request is wrong
    /// @param refused what is wrong with it
    public record Response(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String answer,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Refusal> refused) {}
}
