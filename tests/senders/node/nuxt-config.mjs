// What the adapter gives, and what the package reads under the name `#imports`.
export const configuration = { webhook: {} };
export const useRuntimeConfig = () => configuration;
