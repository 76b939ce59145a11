export interface NotificationSettings {
  readonly webhook?: { readonly url: string; readonly secret?: string | null } | null;
  readonly email?: { readonly to: string } | null;
  readonly sms?: { readonly to: string } | null;
  readonly events: readonly string[];
}

export interface Delivery {
  readonly id: string;
  readonly channel: string;
  readonly event: string;
  readonly subject_id: string;
  readonly status: string;
  readonly attempts: number;
  readonly detail?: string | null;
  readonly created_at: string;
  readonly next_attempt_at?: string | null;
}

export interface ChannelOff {
  readonly channel: string;
  readonly since: string;
  readonly failed: number;
  readonly reason?: string | null;
}

export interface Notifications {
  readonly settings: NotificationSettings;
  /** The channels that this host can use. */
  readonly channels: readonly string[];
  /** Those that were switched off because their receiver failed again and again. */
  readonly off: readonly ChannelOff[];
  readonly deliveries: readonly Delivery[];
}
