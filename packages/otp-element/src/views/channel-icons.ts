/** Path data of the channels' icons, in a view box of 24 × 24: a message on a mobile phone, and an envelope. */
import type { Channel } from '../contracts/view-models.js';

/** The icon of each channel. */
export const CHANNEL_PATH: Readonly<Record<Channel, string>> = {
  sms: 'M15.5 14v4.7a1.8 1.8 0 0 1-1.8 1.8H7.3a1.8 1.8 0 0 1-1.8-1.8V5.3a1.8 1.8 0 0 1 1.8-1.8h1.2M9.3 17.6h2.4M13 3.5h5.5A1.5 1.5 0 0 1 20 5v3.5a1.5 1.5 0 0 1-1.5 1.5h-2.7L13 12v-2a1.5 1.5 0 0 1-1.5-1.5V5A1.5 1.5 0 0 1 13 3.5z',
  email:
    'M5 5.5h14A1.5 1.5 0 0 1 20.5 7v10a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 17V7A1.5 1.5 0 0 1 5 5.5zM4 7l8 6 8-6',
};
