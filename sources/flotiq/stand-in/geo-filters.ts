import { invalidFields } from './answers.ts';
import { valuesAt } from './paths.ts';

interface Point {
  lat: number;
  lon: number;
}

const metres = new Map([
  ['m', 1],
  ['km', 1000],
  ['mi', 1609.344],
]);

/** `geo_distance,1.50km,40.1,-19.2` by field. */
export function readGeoFilters(filters: Map<string, string[]>): (item: unknown) => boolean {
  const areas = [...filters].map(([path, [text = '']]) => ({ path, ...parseArea(text) }));
  return (item) =>
    areas.every(({ path, centre, radius }) =>
      valuesAt(item, path).some(
        (value) => isPoint(value) && distanceMetres(value, centre) <= radius,
      ),
    );
}

function parseArea(text: string): { centre: Point; radius: number } {
  const [kind, reach = '', lat, lon] = text.split(',');
  const [, amount, unit = ''] = /^([\d.]+)([a-z]+)$/.exec(reach) ?? [];
  const radius = Number(amount) * (metres.get(unit) ?? NaN);
  const centre = { lat: Number(lat), lon: Number(lon) };
  if (kind !== 'geo_distance' || [radius, centre.lat, centre.lon].some(Number.isNaN)) {
    throw invalidFields({
      geo_filters: [
        "Invalid geo filter query provided. Example value is: 'geo_distance,1.50km,40.1,-19.2'. Accepted filter types are: 'geo_distance'.",
      ],
    });
  }
  return { centre, radius };
}

function isPoint(value: unknown): value is Point {
  const { lat, lon } = (value ?? {}) as Partial<Point>;
  return typeof lat === 'number' && typeof lon === 'number';
}

function distanceMetres(from: Point, to: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const chord =
    Math.sin(radians(to.lat - from.lat) / 2) ** 2 +
    Math.cos(radians(from.lat)) *
      Math.cos(radians(to.lat)) *
      Math.sin(radians(to.lon - from.lon) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.sqrt(chord));
}
