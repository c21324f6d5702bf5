package io.commitlake.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A test of the images, which {@code make test-images} builds before it; it needs a Docker engine. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "commitlake.images", matches = "true", disabledReason = "make test-images")
public @interface NeedsImages {}
