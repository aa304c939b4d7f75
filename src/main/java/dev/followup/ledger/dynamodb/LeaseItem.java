package dev.followup.ledger.dynamodb;

import dev.followup.ledger.Ledger.Lease;
import dev.followup.task.TaskAddition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/// The item with an account's lease. It stays when the lease is released, since its generation must grow with
/// every acquisition. The first generation is the time in milliseconds: greater than all before, if somebody has
/// deleted the item.
final class LeaseItem {

    static final String OWNER = "owner";
    private static final String UNTIL = "until";
    private static final String GENERATION = "generation";
    private static final String WEBHOOK = "webhookAt";
    private static final String ADDITIONS = "additions";

    private LeaseItem() {}

    /// The write that acquires the lease, unless another owner has it.
    static ConditionalWrite acquire(String account, String owner, Instant now, Duration time) {
        var isFree = new ItemCondition.Absent(OWNER)
                .or(new ItemCondition.Equals(OWNER, AttributeValue.fromS(owner)))
                .or(new ItemCondition.AtMost(UNTIL, now.toEpochMilli()));
        var isReadable = new ItemCondition.Absent(GENERATION).or(new ItemCondition.IsNumber(GENERATION));
        return ConditionalWrite.update(
                        ItemKey.lease(account),
                        new AttributeChange.Set(OWNER, AttributeValue.fromS(owner)),
                        new AttributeChange.Set(
                                UNTIL, Item.number(now.plus(time).toEpochMilli())),
                        new AttributeChange.Increment(GENERATION, now.toEpochMilli()))
                .onlyIf(isFree.and(isReadable));
    }

    /// The lease in an item that has an owner.
    static Lease lease(String account, Item item) {
        item.number(UNTIL); // without which it would never end
        return new Lease(account, item.text(OWNER), item.number(GENERATION));
    }

    /// Whether an item is readable and says that nobody has the lease.
    static boolean isReleased(Item item) {
        return !item.has(OWNER)
                && item.has(GENERATION)
                && item.attribute(GENERATION).type() == AttributeValue.Type.N;
    }

    /// A lease of a generation that is greater than all before.
    static Lease firstOf(String account, String owner, Instant now) {
        return new Lease(account, owner, now.toEpochMilli());
    }

    /// The write of a lease in place of an item that cannot be read.
    static ConditionalWrite replacement(Lease lease, Item unreadable, Instant until) {
        var item = Item.of(ItemKey.lease(lease.account()))
                .with(OWNER, lease.owner())
                .with(UNTIL, until.toEpochMilli())
                .with(GENERATION, lease.generation());
        return ConditionalWrite.put(item).ifStill(unreadable, GENERATION);
    }

    /// The write that releases a lease, if its owner still has it.
    ///
    /// @param lastWebhook when the inbox stored the last webhook of the account; `null` if none came
    /// @param additions the tasks that were added just before
    static ConditionalWrite release(Lease lease, @Nullable Instant lastWebhook, List<TaskAddition> additions) {
        var changes = new ArrayList<AttributeChange>(
                List.of(new AttributeChange.Remove(OWNER), new AttributeChange.Remove(UNTIL)));
        changes.add(
                additions.isEmpty()
                        ? new AttributeChange.Remove(ADDITIONS)
                        : new AttributeChange.Set(ADDITIONS, compressed(additions)));
        if (lastWebhook != null) {
            changes.add(new AttributeChange.Set(WEBHOOK, AttributeValue.fromS(lastWebhook.toString())));
        }
        return ConditionalWrite.update(ItemKey.lease(lease.account()), changes.toArray(AttributeChange[]::new))
                .onlyIf(new ItemCondition.Equals(OWNER, AttributeValue.fromS(lease.owner())));
    }

    /// The tasks that were added just before the lease was released last; none if that cannot be read.
    static List<TaskAddition> additions(Item item) {
        return item.has(ADDITIONS) ? item.read(LeaseItem::readAdditions).orElse(List.of()) : List.of();
    }

    private static List<TaskAddition> readAdditions(Item item) {
        var json = JournalJson.inflated(item.bytes(ADDITIONS));
        return List.of(LedgerJson.read(json, TaskAddition[].class));
    }

    /// Compressed, since each transaction with the lease pays for the whole item.
    private static AttributeValue compressed(List<TaskAddition> additions) {
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(JournalJson.deflated(LedgerJson.write(additions))));
    }

    /// When the inbox stored the last webhook of the account; `null` if that is not known.
    static @Nullable Instant lastWebhook(@Nullable Item item) {
        return item == null || !item.has(WEBHOOK)
                ? null
                : item.read(one -> one.time(WEBHOOK)).orElse(null);
    }

    /// The check that no other invocation has acquired the lease since.
    static ConditionalWrite check(Lease lease) {
        return ConditionalWrite.check(
                ItemKey.lease(lease.account()), new ItemCondition.Equals(GENERATION, Item.number(lease.generation())));
    }
}
