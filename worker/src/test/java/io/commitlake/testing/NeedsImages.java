package io.commitlake.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Marks a test of the images, which needs a Docker engine; {@code make test-images} builds them first. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(named = "commitlake.images", matches = "true", disabledReason = "make test-images")
public @interface NeedsImages {}
