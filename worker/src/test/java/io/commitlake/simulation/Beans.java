package io.commitlake.simulation;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Creates the production classes of one process through their constructors, each class once. Micronaut would do the same,
 * but takes a tenth of a second for each process.
 */
public final class Beans {
    private final Map<Class<?>, Object> made = new HashMap<>();

    /** Supplies an object for a type, as a factory method of the application does. */
    public <T> Beans with(Class<T> type, T bean) {
        made.put(type, bean);
        return this;
    }

    public <T> T get(Class<T> type) {
        Object bean = made.get(type);
        if (bean == null) {
            bean = create(type);
            made.put(type, bean);
        }
        return type.cast(bean);
    }

    private Object create(Class<?> type) {
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (constructors.length != 1) {
            throw new IllegalStateException("the simulation must supply a " + type.getName());
        }
        Object[] arguments = new Object[constructors[0].getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = get(constructors[0].getParameterTypes()[i]);
        }
        try {
            constructors[0].setAccessible(true);
            return constructors[0].newInstance(arguments);
        } catch (InvocationTargetException failed) {
            throw Objects.requireNonNull(failed.getCause()) instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(failed);
        } catch (ReflectiveOperationException closed) {
            throw new IllegalStateException(closed);
        }
    }
}
