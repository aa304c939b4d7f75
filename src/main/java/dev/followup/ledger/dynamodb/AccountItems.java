package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Ledger;
import dev.followup.ledger.Ledger.AccountState;
import dev.followup.ledger.Ledger.PendingCommand;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The items of an account's state, as they were read.
///
/// @param single those of which there is one
/// @param deferred those of deferred events
/// @param pending the first ones of pending commands, in their order
record AccountItems(String account, Map<ItemKey, Item> single, List<Item> deferred, List<Item> pending) {

    /// The most deferred events that are read: far more than wait in a day on which the CRM answers nothing.
    private static final int MAX_DEFERRED = 100_000;

    /// Reads the items side by side.
    static CompletableFuture<AccountItems> read(Table table, String account, Executor executor) {
        var partition = ItemKey.accountPartition(account);
        var single = CompletableFuture.supplyAsync(() -> table.read(singleKeys(account)), executor);
        var deferred = CompletableFuture.supplyAsync(
                () -> table.query(partition, ItemKey.PLAN, ItemKey.PLAN + ItemKey.LAST, MAX_DEFERRED), executor);
        var pending = CompletableFuture.supplyAsync(
                () -> table.query(partition, ItemKey.PENDING, ItemKey.PENDING + ItemKey.LAST, Ledger.MAX_PORTION),
                executor);
        return single.thenCombine(deferred, (one, events) -> new AccountItems(account, one, events, List.of()))
                .thenCombine(
                        pending, (rest, commands) -> new AccountItems(account, rest.single, rest.deferred, commands));
    }

    private static Set<ItemKey> singleKeys(String account) {
        return Set.of(
                ItemKey.away(account),
                ItemKey.circuit(account),
                ItemKey.clock(account),
                ItemKey.recovery(account),
                ItemKey.sequence(account),
                ItemKey.webhooks(account));
    }

    /// The pending commands that the items hold, by the items' keys and in their order. An item that cannot be
    /// read is left out.
    Map<ItemKey, PendingCommand> commands() {
        var commands = new LinkedHashMap<ItemKey, PendingCommand>();
        pending.forEach(
                item -> CommandItems.pendingCommand(item).ifPresent(command -> commands.put(item.key(), command)));
        return commands;
    }

    /// The state that the items hold. An item that cannot be read is left out.
    ///
    /// @param commands the pending commands
    AccountState state(Collection<PendingCommand> commands) {
        return new AccountState(
                List.copyOf(commands),
                isWhole(),
                CommandItems.deferred(deferred),
                only(ItemKey.clock(account), CommandItems::scheduledUntil),
                only(ItemKey.recovery(account), CommandItems::recoveredUntil),
                only(ItemKey.circuit(account), CommandItems::circuit),
                only(ItemKey.webhooks(account), CommandItems::webhookOutage),
                CommandItems.absences(single.get(ItemKey.away(account))));
    }

    /// Whether these are all pending commands.
    boolean isWhole() {
        return pending.size() < Ledger.MAX_PORTION;
    }

    private <T> @Nullable T only(ItemKey key, Function<Item, @Nullable T> reader) {
        var item = single.get(key);
        return item == null ? null : reader.apply(item);
    }
}
