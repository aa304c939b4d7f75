package dev.followup;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/// The steps that an invocation takes, up to the one at which it dies: from then on nothing works for it any
/// more, as if its process had been killed.
public final class InvocationSteps {

    private final int last;
    private final AtomicInteger taken = new AtomicInteger();

    /// @param last at which it dies, from 1
    public InvocationSteps(int last) {
        this.last = last;
    }

    /// Of an invocation that lives as long as it wants to.
    public static InvocationSteps undisturbed() {
        return new InvocationSteps(Integer.MAX_VALUE);
    }

    /// Takes one.
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

    /// The same thing, but each of its methods takes a step before it does anything, and another before it hands
    /// back what came of it.
    public <T> T around(Class<T> type, T thing) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, method, arguments) -> {
                    take();
                    method.setAccessible(true); // some of the interfaces are their room's own
                    try {
                        var result = method.invoke(thing, arguments);
                        take();
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /// Nobody in the house catches an error.
    public static final class Death extends Error {

        private static final long serialVersionUID = 1;

        Death() {
            super("this invocation has died", null, false, false);
        }
    }
}
