/* ---
description: Leads of a day, spam left out, by the channel and campaign that they are credited to.
grain: one row per date × channel × campaign
key: [date, channel, campaign]
incremental: date
follows: {core.core_leads: created_date}
owner: marketing-data
checks:
  - name: leads_are_conserved
    sql: >
      select leads.leads, daily.leads as daily_leads
      from (
        select count(*) as leads
        from core.core_leads
        where not is_spam and created_date >= $date_from and created_date < $date_to
      ) as leads
      cross join (
        select coalesce(sum(leads), 0) as leads
        from core.core_leads_daily
        where date >= $date_from and date < $date_to
      ) as daily
      where leads.leads <> daily.leads
--- */
select
    leads.created_date as date,
    attribution.channel,
    attribution.campaign,
    count(*) as leads,
    count(*) filter (where leads.is_qualified) as qualified_leads
from core.core_leads as leads
inner join core.core_attribution as attribution
    on attribution.conversion_type = 'lead'
    and leads.account = attribution.account
    and leads.lead_id = attribution.conversion_id
    and leads.created_date = attribution.date
where not leads.is_spam and leads.created_date >= $date_from and leads.created_date < $date_to
group by leads.created_date, attribution.channel, attribution.campaign
