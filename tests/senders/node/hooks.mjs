// Nuxt gives modules their configuration under the name `#imports`. Here the adapter does.
export function resolve(specifier, context, next) {
  if (specifier === "#imports") {
    return { url: new URL("./nuxt-config.mjs", import.meta.url).href, shortCircuit: true };
  }
  return next(specifier, context);
}
