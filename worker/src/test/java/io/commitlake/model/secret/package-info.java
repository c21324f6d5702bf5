@NullMarked
package io.commitlake.model.secret;

import org.jspecify.annotations.NullMarked;
