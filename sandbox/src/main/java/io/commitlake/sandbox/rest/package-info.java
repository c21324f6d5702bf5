/** GitHub's REST API: one class per family of endpoints, behind one table of routes. */
@NullMarked
package io.commitlake.sandbox.rest;

import org.jspecify.annotations.NullMarked;
