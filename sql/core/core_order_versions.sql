/* ---
description: >-
  What we knew of each order, and when. A late change is a new version, and what was known before stays.
grain: one row per order × version
key: [account, order_id, version_no]
incremental_key: order_id
follows: {core.core_stages: "*"}
owner: marketing-data
checks:
  - name: the_current_version_is_the_order
    sql: >
      select orders.account, orders.order_id, orders.updated_at, versions.updated_at as version_updated_at
      from staging.stg_files__orders as orders
      left join core.core_order_versions as versions
        on orders.account = versions.account and orders.order_id = versions.order_id and versions.is_current
      where versions.order_id is null
        or orders.updated_at is distinct from versions.updated_at
        or orders.revenue is distinct from versions.revenue_original
columns:
  status: paid, pending, cancelled or refunded; NULL where the stage is unknown
  arrival: Number of the arrival by which the version came
  delivery: First 12 characters of the SHA-256 of the file by which the version came
--- */
with staged as (
    select
        versions.account,
        versions.order_id,
        versions.version_no,
        lower(trim(versions.status)) as written_status,
        versions.updated_at,
        versions.arrival,
        coalesce(versions.updated_date, versions.known_date) as seen_on,
        stages.stage,
        stages.loss_reason,
        stages.outcome,
        -- the contract's own words need no rule, but a company's rule may mean something else by them
        lower(trim(versions.status)) in ('paid', 'pending', 'cancelled', 'refunded')
            and not stages.is_own_rule as is_plain
    from staging.stg_files__order_versions as versions
    inner join core.core_stages as stages
        on versions.account = stages.account
        and coalesce(versions.pipeline, '') = stages.pipeline
        and versions.status = stages.status
),

decided as (
    select
        account,
        order_id,
        version_no,
        updated_at,
        arrival,
        seen_on,
        case when not is_plain then stage end as stage,
        case when not is_plain then loss_reason end as loss_reason,
        case
            when not is_plain then outcome
            when written_status = 'pending' then 'open'
            when written_status = 'cancelled' then 'lost'
            else 'won'
        end as outcome,
        case
            when is_plain then written_status
            when outcome = 'won' then 'paid'
            when outcome = 'open' then 'pending'
            when outcome in ('lost', 'spam') then 'cancelled'
        end as status
    from staged
),

-- in the contract's order of versions; a stretch of won ones ends where the order is seen otherwise
stretches as (
    select
        account,
        order_id,
        version_no,
        seen_on,
        outcome,
        sum(case when outcome = 'won' then 0 else 1 end) over (
            partition by account, order_id
            order by updated_at nulls first, arrival
            rows between unbounded preceding and current row
        ) as stretch_no
    from decided
),

won_versions as (
    select
        account,
        order_id,
        version_no,
        min(seen_on) over (partition by account, order_id, stretch_no) as won_date
    from stretches
    where outcome = 'won'
)

select
    versions.account,
    versions.order_id,
    versions.version_no,
    versions.pipeline,
    decided.stage,
    decided.loss_reason,
    decided.outcome,
    decided.status,
    versions.ordered_date,
    versions.paid_date,
    won.won_date,
    versions.revenue as revenue_original,
    versions.currency as currency_original,
    versions.cost_of_goods as cost_original,
    versions.updated_at,
    versions.updated_date,
    versions.known_at,
    versions.known_date,
    versions.known_until,
    versions.is_current,
    versions.delivery,
    versions.arrival
from staging.stg_files__order_versions as versions
inner join decided
    on versions.account = decided.account
    and versions.order_id = decided.order_id
    and versions.version_no = decided.version_no
left join won_versions as won
    on versions.account = won.account
    and versions.order_id = won.order_id
    and versions.version_no = won.version_no
