/** The field's words as records: they carry the data and refuse bad values. */
@NullMarked
package io.commitlake.model;

import org.jspecify.annotations.NullMarked;
