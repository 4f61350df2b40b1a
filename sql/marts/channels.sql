/* ---
description: The channels of the company, with their names and groups.
description_ru: Каналы компании, их названия и группы.
grain: one row per channel
key: [channel]
owner: marketing-data
columns:
  position: Order in which channels are shown
--- */
select channel, name_en, name_ru, channel_group, position
from config.channels
