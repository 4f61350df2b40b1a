/* ---
description: Answers of surveys.
grain: one row per source row of the newest delivery of each answer
key: [account, delivery, source_row]
owner: marketing-data
--- */
with versions as (
    select
        folder as account,
        wave,
        respondent_id,
        brand,
        question,
        answer,
        answered_on,
        weight,
        segment,
        extra,
        delivery,
        source_row,
        arrival,
        rank() over (
            partition by folder, wave, respondent_id, brand, question
            order by arrival desc
        ) as newest_first
    from lake.files__surveys
)

select
    account,
    wave,
    respondent_id,
    brand,
    question,
    answer,
    answered_on,
    weight,
    segment,
    extra,
    delivery,
    source_row,
    arrival
from versions
where newest_first = 1
