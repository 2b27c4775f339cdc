// osls includes JSON, YAML and CommonJS; the alarms and the dashboard repeat themselves too much for the first two.
module.exports = {
  Resources: { ...require('./alarms.ts').alarms, ...require('./dashboard.ts').dashboard },
}
