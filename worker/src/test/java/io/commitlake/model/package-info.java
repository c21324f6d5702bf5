@NullMarked
package io.commitlake.model;

import org.jspecify.annotations.NullMarked;
