package dev.followup;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// The steps of an invocation, up to the one at which it dies: from then on each of its calls fails, as if its
/// process had been killed.
public final class InvocationSteps {

    private final int last;
    private final AtomicInteger taken = new AtomicInteger();

    /// The steps of an invocation that dies.
    ///
    /// @param last the step at which it dies, from 1
    public InvocationSteps(int last) {
        this.last = last;
    }

    /// The steps of an invocation that does not die.
    public static InvocationSteps undisturbed() {
        return new InvocationSteps(Integer.MAX_VALUE);
    }

    /// Takes one step.
    public void take() {
        if (taken.incrementAndGet() >= last) {
            throw new Death();
        }
    }

    public int taken() {
        return taken.get();
    }

    public boolean areOver() {
        return taken.get() >= last;
    }

    /// The same object, but each of its methods takes one step before the call and another before it returns.
    public <T> T around(Class<T> type, T thing) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    take();
                    method.setAccessible(true); // some of the interfaces are package-private
                    try {
                        var result = method.invoke(thing, arguments);
                        take();
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /// The death of the process. It is an error, since no class of ours catches errors.
    public static final class Death extends Error {

        private static final long serialVersionUID = 1;

        Death() {
            super("this invocation has died", null, false, false);
        }
    }
}
