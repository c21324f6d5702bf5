package io.commitlake.testing;

import io.commitlake.storage.Storage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A storage whose calls a test sees, delays, answers or refuses. */
public final class InterceptedStorage {
    /** A call of one of the storage's methods. */
    public record Call(Storage real, Method method, Object[] arguments) {
        /** The method's name. */
        public String name() {
            return method.getName();
        }

        /** The first argument if it is a text, which mostly is a key; else an empty text. */
        public String key() {
            return arguments.length > 0 && arguments[0] instanceof String text ? text : "";
        }

        /** Calls the real storage; returns what it returns, and throws what it throws. */
        public @Nullable Object proceed() throws Throwable {
            try {
                return method.invoke(real, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getTargetException();
            }
        }
    }

    /** Answers a call, mostly after or before it proceeds. */
    @FunctionalInterface
    public interface Interceptor {
        @Nullable
        Object answer(Call call) throws Throwable;
    }

    private static final Object[] NONE = {};

    private InterceptedStorage() {}

    public static Storage of(Storage real, Interceptor interceptor) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (_, method, arguments) ->
                        interceptor.answer(new Call(real, method, arguments == null ? NONE : arguments)));
    }
}
