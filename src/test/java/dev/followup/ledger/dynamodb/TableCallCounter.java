package dev.followup.ledger.dynamodb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/// A counter of the calls to the table, which can simulate that the process ends before or after one of them.
final class TableCallCounter implements ExecutionInterceptor {

    private final List<String> made = Collections.synchronizedList(new ArrayList<>());
    private int endsBefore = Integer.MAX_VALUE;
    private int endsAfter = Integer.MAX_VALUE;

    /// Simulates the end of the process before a call.
    static TableCallCounter endingBefore(int call) {
        var calls = new TableCallCounter();
        calls.endsBefore = call;
        return calls;
    }

    /// Simulates the end of the process after a call, whose response is lost.
    static TableCallCounter endingAfter(int call) {
        var calls = new TableCallCounter();
        calls.endsBefore = call;
        calls.endsAfter = call - 1;
        return calls;
    }

    /// Returns and removes the names of the calls so far, such as `Query`.
    List<String> taken() {
        var taken = List.copyOf(made);
        made.clear();
        return taken;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (made.size() >= endsBefore) {
            throw SdkClientException.create("the process has ended");
        }
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        made.add(context.request().getClass().getSimpleName().replace("Request", ""));
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (made.size() > endsAfter) {
            throw SdkClientException.create("the answer is lost");
        }
    }
}
