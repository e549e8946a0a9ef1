import { isObject } from '../../settings/validators';

/** One entry of Node-RED's lists of modules, such as `@scope/*@1.2.0`. */
interface Rule {
  pattern: RegExp;
  version: string | undefined;
  /** Characters before the first asterisk: the rule with more is more specific. */
  closeness: number;
  length: number;
}

/**
 * Explains why Node-RED's settings forbid a package; undefined if they allow it. They are applied as Node-RED applies them to
 * the modules of flows: of two matching rules, the more specific one counts.
 *
 * @param externalModules of Node-RED's settings
 */
export function refusalOf(name: string, version: string, externalModules: unknown): string | undefined {
  const modules = isObject(externalModules) && isObject(externalModules.modules) ? externalModules.modules : {};
  if (Object.hasOwn(modules, 'allowInstall') && !modules.allowInstall) {
    return 'externalModules.modules.allowInstall is false';
  }
  const { allowList, denyList } = modules;
  if (!allowList && !denyList) return undefined;
  const allowed = closest(name, rulesOf(allowList), (rule) => !rule || rule === version);
  // Ranges are not evaluated: a denied range counts as all versions.
  const denied = closest(name, rulesOf(denyList), (rule) => !rule || rule === version || !/^\d+\.\d+\.\d+$/.test(rule));
  const isAllowed = !denied || (allowed !== undefined && isCloser(allowed, denied));
  if (isAllowed) return undefined;
  return `${denyList ? 'externalModules.modules.denyList forbids' : 'externalModules.modules.allowList lacks'} ${name}`;
}

function rulesOf(list: unknown): Rule[] {
  const entries: unknown[] = Array.isArray(list) ? list : ['*'];
  return entries.flatMap((entry) => {
    const [, module, version] = /^(.+?)(?:@(.*))?$/.exec(String(entry)) ?? [];
    if (module === undefined) return [];
    const asterisk = module.indexOf('*');
    // Not escaped, as in Node-RED.
    const pattern = new RegExp(`^${module.replaceAll('*', '.*')}$`);
    return [{ pattern, version, closeness: asterisk < 0 ? Infinity : asterisk, length: pattern.source.length }];
  });
}

function closest(name: string, rules: Rule[], fits: (version: string | undefined) => boolean): Rule | undefined {
  return rules.find(({ pattern, version }) => pattern.test(name) && fits(version));
}

function isCloser(one: Rule, other: Rule): boolean {
  return one.closeness === other.closeness ? one.length > other.length : one.closeness > other.closeness;
}
