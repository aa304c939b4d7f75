package dev.followup.crm;

import dev.followup.task.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/// The way to the hooks that the CRM sends for an account. Never throws for what the CRM does or fails to do: it
/// answers, and its answers hold no secret of a hook but in a [HookAddress].
@ApplicationScoped
public class CrmHooks {

    private final HooksApi api;

    CrmHooks(@RestClient HooksApi api) {
        this.api = api;
    }

    /// All hooks of the account whose addresses are made as ours are.
    public Found<List<Hook>> all(Visit visit) {
        try {
            var page = new Call(visit).ask(() -> api.list(visit.account().host()));
            var models = page == null ? List.<HookModel>of() : page.items();
            return new Found.All<>(
                    models.stream().flatMap(model -> model.toHook().stream()).toList());
        } catch (CrmException trouble) {
            return new Found.Failed<>(Sending.outcome(trouble, false));
        }
    }

    /// Subscribes an address to these keys and no others, and switches it on.
    ///
    /// @param keys all that are wanted: whether the CRM adds them to what was there or puts them in its
    /// place, it does not say
    /// @return the hook as the CRM has it now, or as it was asked for where the answer does not say
    public Found<Hook> subscribe(Visit visit, HookAddress address, SortedSet<String> keys) {
        var input = new HookInput(address.uri(), keys);
        try {
            var answer = new Call(visit).ask(() -> api.subscribe(visit.account().host(), input));
            return new Found.All<>(Optional.ofNullable(answer)
                    .flatMap(HookModel::toHook)
                    .filter(hook -> !hook.keys().isEmpty())
                    .orElseGet(() -> new Hook(0, address, keys, false)));
        } catch (CrmException trouble) {
            return new Found.Failed<>(why(trouble, address));
        }
    }

    /// The CRM may repeat the address in its words.
    private static Outcome why(CrmException trouble, HookAddress address) {
        var words = address.masked(words(trouble));
        return switch (trouble) {
            case CrmException.Invalid _, CrmException.Refusal _ -> new Outcome.Refused(words);
            case CrmException.Closed _ -> new Outcome.Blocked(words);
            case CrmException.NotTaken _, CrmException.Lost _ -> new Outcome.Later(words);
        };
    }

    private static String words(CrmException trouble) {
        var items = trouble instanceof CrmException.Invalid invalid ? invalid.items() : List.<Problem.Item>of();
        return Stream.concat(
                        Stream.of(String.valueOf(trouble.getMessage())),
                        items.stream().map(Problem.Item::words))
                .collect(Collectors.joining(": "));
    }
}
