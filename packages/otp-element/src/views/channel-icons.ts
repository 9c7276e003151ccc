/** Path data of the channels' icons, in a view box of 24 × 24: a mobile phone and an envelope. */
import type { Channel } from '../contracts/view-models.js';

/** The icon of each channel. */
export const CHANNEL_PATH: Readonly<Record<Channel, string>> = {
  sms: 'M8 2.8h8A1.8 1.8 0 0 1 17.8 4.6v14.8a1.8 1.8 0 0 1-1.8 1.8H8a1.8 1.8 0 0 1-1.8-1.8V4.6A1.8 1.8 0 0 1 8 2.8zM10.2 2.8l.5 1.5h2.6l.5-1.5M10.4 18.4h3.2',
  email:
    'M5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5zM4 7l8 6 8-6',
};
