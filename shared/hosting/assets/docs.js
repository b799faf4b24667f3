// The API reference of a service, from its own OpenAPI document; nothing leaves this host.
const { url } = document.currentScript.dataset;

SwaggerUIBundle({
  url,
  dom_id: "#ui",
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "list",
  filter: true,
  displayRequestDuration: true,
  persistAuthorization: true,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
