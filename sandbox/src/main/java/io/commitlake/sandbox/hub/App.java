package io.commitlake.sandbox.hub;

import java.security.PublicKey;

/**
 * A GitHub App with one installation.
 *
 * @param id the issuer that its JSON web tokens must name
 * @param installation the id of the installation
 * @param key the public half of the RSA key that signs the tokens
 */
public record App(String id, long installation, PublicKey key) {}
