import { isObject } from '../../settings/validators';

/** One entry of Node-RED's lists of modules, such as `@scope/*@1.2.0`. */
interface Rule {
  pattern: RegExp;
  version: string | undefined;
  /** Characters before the first asterisk: what has more is the closer rule. */
  closeness: number;
  length: number;
}

/**
 * Says why Node-RED's settings forbid a package; undefined if they allow it. They are read as Node-RED reads them for the
 * modules of flows: of two rules that fit, the closer one counts.
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
  // What it denies of a range is not known here: all of it is taken to be meant.
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
    // Node-RED escapes nothing either.
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
