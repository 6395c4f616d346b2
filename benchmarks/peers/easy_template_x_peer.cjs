// Renders one template again and again with easy-template-x: NODE_MODULES TEMPLATE VALUES OUTPUT.
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const [modules, template, values, output] = process.argv.slice(2);
const { TemplateHandler } = require(path.join(modules, "easy-template-x"));
const content = fs.readFileSync(template);
const data = JSON.parse(fs.readFileSync(values, "utf-8"));

(async () => {
  for await (const _ of readline.createInterface({ input: process.stdin })) {
    const rendered = await new TemplateHandler().process(content, data);
    fs.writeFileSync(output, rendered);
    process.stdout.write("done\n");
  }
})();
