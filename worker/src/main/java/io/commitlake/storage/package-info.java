/** Objects under keys: on S3 or in a folder, behind one contract. */
@NullMarked
package io.commitlake.storage;

import org.jspecify.annotations.NullMarked;
