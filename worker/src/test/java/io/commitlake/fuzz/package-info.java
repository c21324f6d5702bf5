/**
 * Fuzz tests of everything that reads foreign bytes. Each reads them as the worker does: they may be refused by name,
 * and nothing else may happen.
 */
@NullMarked
package io.commitlake.fuzz;

import org.jspecify.annotations.NullMarked;
