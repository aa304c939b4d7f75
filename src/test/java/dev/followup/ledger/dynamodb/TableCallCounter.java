package dev.followup.ledger.dynamodb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/// A counter of the calls to the table, which can simulate that the process ends before or after one of them, or that
/// an answer is lost.
final class TableCallCounter implements ExecutionInterceptor {

    private static final int NEVER = Integer.MAX_VALUE;

    /// The IAM actions of all calls that any counter has seen.
    private static final Set<String> ACTIONS = ConcurrentHashMap.newKeySet();

    private final List<String> made = Collections.synchronizedList(new ArrayList<>());
    private int count;
    private int endsAt = NEVER;
    private int endsWithAnswerOf = NEVER;
    private int losesAnswerOf = NEVER;

    /// Simulates the end of the process after so many more calls.
    void endAfterMore(int calls) {
        endsAt = count + calls;
    }

    /// Simulates the end of the process after so many more calls and one whose answer is lost.
    void endWithTheAnswerOf(int calls) {
        endsWithAnswerOf = count + calls;
        endsAt = count + calls + 1;
    }

    /// Simulates that the answer of a call is lost, see [#next].
    void loseTheAnswerOf(int call) {
        losesAnswerOf = call;
    }

    /// The IAM actions of all calls so far, such as `dynamodb:Query`.
    static Set<String> actions() {
        return Set.copyOf(ACTIONS);
    }

    /// The number of the next call.
    int next() {
        return count;
    }

    /// Returns and removes the names of the calls so far, such as `Query`.
    List<String> taken() {
        var taken = List.copyOf(made);
        made.clear();
        return taken;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (count >= endsAt) {
            throw SdkClientException.create("the process has ended");
        }
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        actions(context.request()).map(action -> "dynamodb:" + action).forEach(ACTIONS::add);
        made.add(context.request().getClass().getSimpleName().replace("Request", ""));
        count++;
    }

    /// A transaction needs the right for each thing that it does.
    private static Stream<String> actions(SdkRequest request) {
        return request instanceof TransactWriteItemsRequest transaction
                ? transaction.transactItems().stream().map(TableCallCounter::action)
                : Stream.of(request.getClass().getSimpleName().replace("Request", ""));
    }

    private static String action(TransactWriteItem item) {
        if (item.conditionCheck() != null) {
            return "ConditionCheckItem";
        }
        return item.put() != null ? "PutItem" : item.update() != null ? "UpdateItem" : "DeleteItem";
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        int call = count - 1;
        if (call == endsWithAnswerOf || call == losesAnswerOf) {
            losesAnswerOf = NEVER;
            throw SdkClientException.create("the answer is lost");
        }
    }
}
