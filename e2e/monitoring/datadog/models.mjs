// Bodies against the models of Datadog's own client: its serializer says what a field is, and this says where one is not.
// https://github.com/DataDog/datadog-api-client-typescript
import { createRequire } from 'node:module';
const { ObjectSerializer } = createRequire(import.meta.url)('@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/models/ObjectSerializer.js');

// mistakes BODY MODEL: what in it is not as the client's model has it; the service is more lenient with names that it does not know
export function mistakes(body, model) {
  let instance;
  try {
    instance = ObjectSerializer.deserialize(body, model);
  } catch (e) {
    return [`Invalid value: ${e.message}`];
  }
  const found = [];
  walk(instance, body, '', found);
  return found;
}

function walk(instance, data, path, found) {
  if (data === null || typeof data !== 'object' || Array.isArray(data)) { found.push(`${path || 'body'} is no object`); return; }
  const types = instance.constructor.getAttributeTypeMap();
  const known = new Map(Object.entries(types).filter(([name]) => name !== 'additionalProperties').map(([name, type]) => [type.baseName, { name, ...type }]));
  for (const [field, value] of Object.entries(data)) {
    const attribute = known.get(field), at = path ? `${path}.${field}` : field;
    if (!attribute) found.push(`${at} is no field of a monitor`);
    else if (value !== null) one(attribute, instance[attribute.name], value, at, found);
  }
}

function one({ type, format }, read, value, at, found) {
  if (read?.constructor?.name === 'UnparsedObject') found.push(`${at} has an unknown value ${JSON.stringify(value)}`);
  else if (type === 'number' && format === 'int64' && !Number.isInteger(value)) found.push(`${at} is no integer`);
  else if (type.startsWith('Array<')) {
    value.forEach((item, i) => item === null ? found.push(`${at}[${i}] is null`) : one({ type: type.slice(6, -1) }, read[i], item, `${at}[${i}]`, found));
  } else if (read !== null && typeof read?.constructor?.getAttributeTypeMap === 'function') walk(read, value, at, found);
  else if (type.startsWith('{') && (typeof value !== 'object' || Array.isArray(value))) found.push(`${at} is no object`);
}
