/** Texts for synthesizers and custom dictionaries: one half for tuning, the other to report. */
export interface Texts {
  names: readonly string[];
  /** Names that are not spelled as pronounced, with a spelling of their pronunciation. */
  soundsLike: Readonly<Record<string, string>>;
  commands: readonly string[];
}

/** Sentences with a placeholder for a name. */
export const SENTENCES = [
  'Please call {} about the delivery.',
  'The parcel for {} has arrived.',
  'I will meet {} at the station tomorrow.',
  'Ask {} to switch the heating on.',
  'Did {} leave a message for me?',
  'Remind me to write to {} on Friday.',
  '{} is waiting at the front door.',
  'We have an appointment with {} at nine.',
] as const;

function commands(actions: readonly string[], things: readonly string[], others: readonly string[]): string[] {
  return [...things.flatMap((thing) => actions.map((action) => `${action} the ${thing}`)), ...others];
}

export const TUNING: Texts = {
  names: (
    'Kowalski Adeyemi Takahashi Lindqvist Quiroga Marchetti Bergstrom Papadakis Okonkwo Zelenka Haverkamp Moreau Zigbee ' +
    'Tasmota Gruyere Lubeck Trondheim Kilmarnock Yamato Fenwick Ristretto Cortado Balogun Vermeulen'
  ).split(' '),
  soundsLike: { Siobhan: 'Shavawn', Nguyen: 'Win', Wojciech: 'Voychek', Caoimhe: 'Keeva' },
  commands: commands(
    ['turn on', 'turn off', 'dim'],
    ['kitchen light', 'bedroom lamp', 'hall light', 'garden lights', 'desk lamp', 'cellar light'],
    [
      ...commands(['open', 'close'], ['garage door', 'roof window', 'curtains', 'kitchen blind', 'front gate'], []),
      ...commands(['start', 'stop'], ['robot mower', 'dishwasher', 'radio', 'bath fan'], []),
      'set the heating to twenty degrees',
      'set an alarm for seven',
      'what time is it',
      'good night',
      'good morning',
      'call the neighbours',
      'louder',
      'quieter',
      'next song',
      'pause the film',
      'lock the back door',
      'arm the alarm',
      'water the tomatoes',
      'is the oven off',
    ],
  ),
};

export const REPORTING: Texts = {
  names: (
    'Nakamura Ivanenko Delacroix Olufemi Castellano Holmgren Petrakis Mbeki Sorensen Kaminski Vandenberg Rasmussen Esposito ' +
    'Sonoff Gdansk Tromso Dunfermline Macchiato Karimov Odinga Havelock Bellini Wetterstrom Tanaka Obafemi Radzinski Zandvoort ' +
    'Lombardi Kirkcaldy Halloumi'
  ).split(' '),
  soundsLike: { Saoirse: 'Seersha', Nguyet: 'Nwet', Grzegorz: 'Gzhegosh', Niamh: 'Neev', Ioannis: 'Yanees' },
  commands: commands(
    ['switch on', 'switch off'],
    [
      'living room light',
      'floor lamp',
      'porch light',
      'fairy lights',
      'bathroom heater',
      'coffee machine',
      'ceiling fan',
    ],
    [
      ...commands(['raise', 'lower'], ['shutters', 'volume', 'temperature', 'desk', 'awning'], []),
      ...commands(['play', 'skip'], ['news', 'next track', 'playlist', 'podcast'], []),
      'lock the front door',
      'unlock the front door',
      'set the bedroom to eighteen degrees',
      'cancel the timer',
      'set a timer for ten minutes',
      'who is at the door',
      'feed the fish',
      'start the washing machine',
      'stop the sprinkler',
      'leaving home',
      'movie time',
      'dinner is ready',
      'mute',
      'brighter',
      'darker',
      'all lights off',
      'charge the car',
      'find my phone',
    ],
  ),
};

/** Names that do not occur in the recordings. */
export const FOREIGN_NAMES: readonly string[] = (
  'Abayomi Achterberg Alvarado Andreasen Antonescu Arvidsson Babatunde Bartosz Bednarik Bianchi Blanchard Bogdanov Brankovic ' +
  'Bruckner Calderon Ceccarelli Chaudhary Christodoulou Czerny Dabrowski Dahlgren Demetriou Diallo Dimitrov Dragomir Dubois ' +
  'Echeverria Eriksen Fernandes Ferrari Fitzgerald Fontaine Fujimoto Galvez Georgiou Gonzaga Grabowski Gunnarsson Guzman ' +
  'Hakimi Halvorsen Hasegawa Hernandez Hoffmann Horvath Ibrahimovic Inoue Iversen Jankowski Jovanovic Juhasz Kagawa Kapoor ' +
  'Karlsson Katsaros Kobayashi Kovalenko Kristiansen Kuznetsov Laurent Lefebvre Lindholm Lysenko Magnusson Makarova ' +
  'Markovic Matsumoto Mendoza Mikkelsen Moravec Murakami Nadkarni Nikolaidis Novotny Nyberg Odhiambo Olszewski Onyango ' +
  'Ortega Palermo Pavlovic Pellegrini Petrov Popescu Quintero Ramaswamy Ribeiro Romanov Sandoval Santangelo Schroder ' +
  'Shevchenko Svoboda Szabo Tchaikovsky Tokunaga Ubaldini Vukovic Watanabe Yilmaz'
).split(' ');
